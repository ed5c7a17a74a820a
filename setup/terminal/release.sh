#!/usr/bin/env bash
# The versions of Yimen on this machine: which is in use, which started last, the way back.
#   release.sh started | stopped | update | use VERSION | list
# A version that does not start three times in a row gives way to the last one that did, and is
# not taken again.
set -euo pipefail

base=${YIMEN_BASE:-/opt/yimen}
conf=${YIMEN_UPDATE_CONF:-/etc/yimen/update.conf}
releases=$base/releases
tries_allowed=3

say() { printf 'yimen: %s\n' "$*"; }

name_of() { basename "$(readlink -f "$base/$1" 2>/dev/null)" 2>/dev/null || true; }

point() {  # point LINK VERSION: at once, so that a power cut leaves the old one or the new one
  ln -sfn "releases/$2" "$base/$1.new"
  mv -T "$base/$1.new" "$base/$1"
}

use() {
  if [ ! -d "$releases/$1" ]; then
    say "there is no version $1; see: release.sh list" >&2
    return 1
  fi
  point current "$1"
  rm -f "$base/failed-starts"
}

started() {
  point last-started "$(name_of current)"
  rm -f "$base/failed-starts"
}

stopped() {  # systemd tells in SERVICE_RESULT how it ended
  local current last failed
  current=$(name_of current)
  last=$(name_of last-started)
  if [ "${SERVICE_RESULT:-success}" = success ] || [ -z "$last" ] || [ "$current" = "$last" ]; then
    return
  fi
  failed=$(($(cat "$base/failed-starts" 2>/dev/null || echo 0) + 1))
  echo "$failed" >"$base/failed-starts"
  if [ "$failed" -ge "$tries_allowed" ]; then
    say "version $current did not start $failed times; going back to $last"
    echo "$current" >>"$base/refused"
    use "$last"
  fi
}

update() {
  local SOURCE='' FOLLOW=main KEEP=2 newest work
  # shellcheck source=/dev/null
  source "$conf"
  if [ -z "$SOURCE" ]; then
    say "no source of updates is set in $conf"
    return
  fi
  newest=$(git ls-remote "$SOURCE" "$FOLLOW" | head -n 1 | cut -c 1-12)
  if [ -z "$newest" ]; then
    say "$SOURCE has no $FOLLOW" >&2
    return 1
  fi
  if [ "$newest" = "$(name_of current)" ] || grep -qsx "$newest" "$base/refused"; then
    say "nothing newer than $(name_of current)"
    return
  fi
  work=$releases/$newest
  if [ ! -e "$work/.complete" ]; then
    rm -rf "$work"
    git clone --quiet --depth 1 --branch "$FOLLOW" "$SOURCE" "$work" && prepare "$work" || return 1
    touch "$work/.complete"
  fi
  use "$newest"
  restart
  forget_old "$KEEP"
  say "version $newest is in use"
}

prepare() {  # nothing of the version in use is touched before the new one is whole
  mkdir -p "$1/.yimen" "$base/models" &&
    ln -sfn "$base/models" "$1/.yimen/models" &&
    "$1/run" setup &&
    "$1/.venv/bin/yimen" config check --config "${YIMEN_CONFIG:-/etc/yimen/settings/kiosk.toml}"
}

restart() { systemctl try-restart yimen-kiosk.service; }

forget_old() {  # forget_old HOW_MANY_TO_KEEP, beside the one in use and the one that started last
  local version kept=0
  while read -r version; do
    if [ "$version" = "$(name_of current)" ] || [ "$version" = "$(name_of last-started)" ]; then
      continue
    fi
    kept=$((kept + 1))
    if [ "$kept" -gt "$1" ]; then
      rm -rf "${releases:?}/$version"
    fi
  done < <(ls -1t "$releases")
}

list() {
  local version marks
  while read -r version; do
    marks=
    [ "$version" != "$(name_of current)" ] || marks="$marks, in use"
    [ "$version" != "$(name_of last-started)" ] || marks="$marks, started last"
    ! grep -qsx "$version" "$base/refused" || marks="$marks, refused"
    printf '%s %s\n' "$version" "${marks#, }"
  done < <(ls -1t "$releases")
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  case ${1:-} in
    started | stopped | update | list) "$1" ;;
    use) use "${2:?name a version}" && restart ;;
    *)
      sed -n '2,3p' "$0" >&2
      exit 2
      ;;
  esac
fi
