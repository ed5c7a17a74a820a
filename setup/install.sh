# ./run install makes a kiosk of this Debian machine; ./run uninstall takes all of it away again.
#   --root DIR      install below a folder (an image, a chroot), starting nothing
#   --session x11   an X server instead of cage (Wayland)
#   --files-only    only the system's files: no packages, no user, no copy of the program
#   --purge         with uninstall: settings and data as well

TERMINAL_FILES="$ROOT/setup/terminal"
INSTALL_PACKAGES=(cage xwayland git polkitd udev)
X11_PACKAGES=(xinit xserver-xorg-core xserver-xorg-input-libinput)

# Source below setup/terminal, place in the system, mode.
SYSTEM_FILES=(
  "yimen-kiosk.service /etc/systemd/system/yimen-kiosk.service 644"
  "yimen-update.service /etc/systemd/system/yimen-update.service 644"
  "yimen-update.timer /etc/systemd/system/yimen-update.timer 644"
  "release.sh /usr/lib/yimen/release.sh 755"
  "70-yimen.rules /etc/udev/rules.d/70-yimen.rules 644"
  "50-yimen-pcsc.rules /etc/polkit-1/rules.d/50-yimen-pcsc.rules 644"
  "journald.conf /etc/systemd/journald.conf.d/yimen.conf 644"
  "logind.conf /etc/systemd/logind.conf.d/yimen.conf 644"
  "sysctl.conf /etc/sysctl.d/70-yimen.conf 644"
)
X11_FILES=(
  "yimen-kiosk-x11.conf /etc/systemd/system/yimen-kiosk.service.d/x11.conf 644"
  "xorg.conf /etc/X11/xorg.conf.d/70-yimen.conf 644"
)
# Copied once; what a technician changed in them stays.
CONFIG_FILES=(
  "setup/terminal/environment /etc/yimen/environment 640"
  "setup/terminal/update.conf /etc/yimen/update.conf 644"
  "config/kiosk.toml /etc/yimen/settings/kiosk.toml 640"
)
MASKED_UNITS=(ctrl-alt-del.target getty@tty1.service sleep.target suspend.target hibernate.target)

read_install_options() {
  target='' session=cage files_only='' purge=''
  while [ "$#" -gt 0 ]; do
    case $1 in
      --root) target=$(realpath -m "${2:?--root needs a folder}") && shift ;;
      --session) session=${2:?--session needs cage or x11} && shift ;;
      --files-only) files_only=1 ;;
      --purge) purge=1 ;;
      *) fail "install does not know $1" "known are --root DIR, --session cage|x11, --files-only, --purge" ;;
    esac
    shift
  done
  case $session in
    cage | x11) ;;
    *) fail "there is no session $session" "use cage or x11" ;;
  esac
  if [ -z "$target" ] && [ "$(id -u)" -ne 0 ]; then
    fail "making a kiosk of this machine needs an administrator" "run it again: sudo ./run install"
  fi
}

install_terminal() {
  read_install_options "$@"
  say "A kiosk in ${target:-this machine}: session $session"
  if [ -z "$files_only" ]; then
    install_terminal_packages
    make_user
    copy_release
  fi
  put_system_files
  put_config_files
  arrange_units
  say "Done. Settings: ${target}/etc/yimen/settings/kiosk.toml (set production = true, then: yimen config check)"
  if [ -z "$target" ]; then
    say "Start it with: systemctl start yimen-kiosk"
  fi
}

uninstall_terminal() {
  read_install_options "$@"
  local line place
  if [ -z "$target" ]; then
    systemctl disable --now yimen-kiosk.service yimen-update.timer 2>/dev/null || true
  fi
  for line in "${SYSTEM_FILES[@]}" "${X11_FILES[@]}"; do
    read -r _ place _ <<<"$line"
    rm -f "$target$place"
  done
  for line in "${MASKED_UNITS[@]}"; do
    if [ "$(readlink "$target/etc/systemd/system/$line")" = /dev/null ]; then
      rm -f "$target/etc/systemd/system/$line"
    fi
  done
  rm -f "$target/etc/systemd/system/multi-user.target.wants/yimen-kiosk.service" \
    "$target/etc/systemd/system/timers.target.wants/yimen-update.timer" \
    "$target/usr/local/bin/yimen"
  rm -rf "$target/opt/yimen"
  rmdir --ignore-fail-on-non-empty "$target/usr/lib/yimen" \
    "$target/etc/systemd/system/yimen-kiosk.service.d" 2>/dev/null || true
  if [ -n "$purge" ]; then
    rm -rf "$target/etc/yimen" "$target/var/lib/yimen"
  fi
  if [ -z "$target" ]; then
    systemctl daemon-reload
    if [ -n "$purge" ]; then
      userdel yimen 2>/dev/null || true
    fi
  fi
  say "Yimen is taken off ${target:-this machine}$([ -n "$purge" ] || echo '; settings and data stay (--purge takes them too)')"
}

install_terminal_packages() {
  local wanted=("${RUNTIME_PACKAGES[@]}" "${INSTALL_PACKAGES[@]}") missing
  if [ "$session" = x11 ]; then
    wanted+=("${X11_PACKAGES[@]}")
  fi
  if [ -n "$target" ]; then
    chroot "$target" apt-get install -y --no-install-recommends "${wanted[@]}"
    return
  fi
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  if [ "${#missing[@]}" -gt 0 ]; then
    log apt-get update || note "the package lists could not be renewed"
    log env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" ||
      fail "apt-get could not install the packages" "the whole output is in .yimen/setup.log"
  fi
}

make_user() {  # of its own, without a password and without a shell to log in with
  if ! grep -qs '^yimen:' "$target/etc/passwd"; then
    useradd ${target:+--root "$target"} --system --user-group --home-dir /var/lib/yimen \
      --shell /usr/sbin/nologin --comment "Yimen terminal" yimen
  fi
  local group
  for group in video render input audio tty dialout lp; do
    if grep -qs "^$group:" "$target/etc/group"; then
      usermod ${target:+--root "$target"} --append --groups "$group" yimen
    fi
  done
  mkdir -p "$target"/var/lib/yimen/{data,cache,models}
  chmod 750 "$target/var/lib/yimen"
  chown -R "$(user_id):$(user_id)" "$target/var/lib/yimen"
}

user_id() { sed -n 's/^yimen:[^:]*:\([0-9]*\):.*/\1/p' "$target/etc/passwd" 2>/dev/null || true; }

copy_release() {  # a copy with an environment of its own: what is in use never changes under it
  local version release
  version=$(release_version)
  release="$target/opt/yimen/releases/$version"
  if [ ! -e "$release/.complete" ]; then
    rm -rf "$release"
    mkdir -p "$release/.yimen" "$target/opt/yimen/models"
    tar -C "$ROOT" --exclude=./.git --exclude=./.venv --exclude=./.yimen -cf - . | tar -C "$release" -xf -
    ln -sfn /opt/yimen/models "$release/.yimen/models"
    if [ -n "$target" ]; then
      chroot "$target" "/opt/yimen/releases/$version/run" setup
    else
      "$release/run" setup
    fi
    touch "$release/.complete"
  fi
  ln -sfn "releases/$version" "$target/opt/yimen/current"
  ln -sfn /opt/yimen/models/whisper-base "$target/var/lib/yimen/models/whisper-base"
  mkdir -p "$target/usr/local/bin"
  ln -sfn /opt/yimen/current/.venv/bin/yimen "$target/usr/local/bin/yimen"
}

release_version() {
  git -C "$ROOT" rev-parse --short=12 HEAD 2>/dev/null || date -u +%Y%m%d%H%M%S
}

put_system_files() {
  local line from place mode files=("${SYSTEM_FILES[@]}")
  if [ "$session" = x11 ]; then
    files+=("${X11_FILES[@]}")
  fi
  for line in "${files[@]}"; do
    read -r from place mode <<<"$line"
    install -D -m "$mode" "$TERMINAL_FILES/$from" "$target$place"
  done
}

put_config_files() {
  local line from place mode owner
  owner=$(user_id)
  for line in "${CONFIG_FILES[@]}"; do
    read -r from place mode <<<"$line"
    if [ ! -e "$target$place" ]; then
      install -D -m "$mode" "$ROOT/$from" "$target$place"
    fi
    if [ -n "$owner" ]; then
      chgrp "$owner" "$target$place"
    fi
  done
  install -d -m 750 "$target/etc/yimen/secrets"
  if [ -n "$owner" ]; then
    chown "$owner:$owner" "$target/etc/yimen/settings" "$target/etc/yimen/settings/kiosk.toml"
    chgrp "$owner" "$target/etc/yimen/secrets"
  fi
}

arrange_units() {  # links, as systemctl would make them, so that an image needs no systemd running
  local unit units="$target/etc/systemd/system"
  mkdir -p "$units/multi-user.target.wants" "$units/timers.target.wants"
  ln -sfn ../yimen-kiosk.service "$units/multi-user.target.wants/yimen-kiosk.service"
  ln -sfn ../yimen-update.timer "$units/timers.target.wants/yimen-update.timer"
  for unit in "${MASKED_UNITS[@]}"; do
    ln -sfn /dev/null "$units/$unit"
  done
  if [ -z "$target" ]; then
    systemctl daemon-reload
    udevadm control --reload && udevadm trigger || true
    systemctl restart systemd-journald polkit 2>/dev/null || true
  fi
}
