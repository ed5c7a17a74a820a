# Debian packages: which are needed for what, and how the missing ones get in.

# OpenGL and touch for Kivy, the clipboard and a Chinese font; PC/SC with the compiler for pyscard,
# which comes without wheels; typing by pinyin; the voice that always works, and sound.
RUNTIME_PACKAGES=(
  libgl1 libgl1-mesa-dri libmtdev1 xclip fonts-wqy-microhei
  pcscd libccid libpcsclite1 libpcsclite-dev gcc libusb-1.0-0
  librime1 rime-data-luna-pinyin
  espeak-ng libportaudio2 alsa-utils
)
# A virtual card reader, virtual sound, a database server and a browser: for demo and tests, never
# for a terminal in service.
STAGE_PACKAGES=(
  xvfb vsmartcard-vpcd pulseaudio pulseaudio-utils libasound2-plugins xdotool imagemagick
  postgresql chromium chromium-driver systemd cups
)

needed_packages() {  # needed_packages PURPOSE: runtime, or stage for demo and tests
  printf '%s\n' "${RUNTIME_PACKAGES[@]}"
  if ! has_own_python; then
    printf '%s\n' python3 python3-venv python3-dev
  fi
  if [ "$1" = stage ]; then
    printf '%s\n' "${STAGE_PACKAGES[@]}"
  elif [ "$1" = display ]; then
    printf '%s\n' xvfb
  fi
}

has_own_python() {  # one from elsewhere brings its venv and headers along
  local python
  python=$(readlink -f "$(command -v "${PYTHON:-python3}")") && [ "${python#/usr/bin/}" = "$python" ]
}

missing_packages() {
  local installed  # dpkg-query fails when it does not know one of them
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p') || true
  printf '%s\n' "$@" | grep -vxF -e "${installed:-.}" || true
}

install_packages() {  # install_packages PURPOSE
  local needed missing as_root=()
  if ! command -v dpkg-query >/dev/null; then
    fail "this is not a Debian system" \
      "install what these Debian packages hold, then try again: $(needed_packages "$1" | xargs)"
  fi
  mapfile -t needed < <(needed_packages "$1")
  mapfile -t missing < <(missing_packages "${needed[@]}")
  if [ "${#missing[@]}" -eq 0 ]; then
    return
  fi
  step "Debian packages: ${missing[*]}"
  local line="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    if ! can_sudo; then
      fail "installing Debian packages needs an administrator" \
        "ask the administrator to run this line, then try again:" "  sudo $line"
    fi
    as_root=(sudo)
  fi
  log "${as_root[@]}" apt-get update ||
    note "the package lists could not be renewed; trying with the ones that are here"
  if ! log "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $line; then
    show_log
    fail "apt-get could not install the packages" \
      "check the network and the package sources, or run it by hand:" "  sudo $line"
  fi
}

can_sudo() {  # without a terminal nobody could type a password
  command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }
}
