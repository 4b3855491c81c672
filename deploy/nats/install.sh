#!/bin/sh
# Makes sure that a nats-server is there, and prints its path. Looks where the collector looks:
# TIDEMARK_NATS_SERVER, PATH, ~/.cache/tidemark/bin. Installs one into the last where none is.
# Says nothing else when there is one. Safe to run again, and twice at once.
set -eu

version=v2.15.2
directory="${HOME:?}/.cache/tidemark/bin"
target="$directory/nats-server"

runs() { "$1" --version >/dev/null 2>&1; }

if [ -n "${TIDEMARK_NATS_SERVER:-}" ]; then
  if runs "$TIDEMARK_NATS_SERVER"; then echo "$TIDEMARK_NATS_SERVER"; exit 0; fi
  echo "TIDEMARK_NATS_SERVER is $TIDEMARK_NATS_SERVER, which is no nats-server that runs." >&2
  exit 1
fi

found=$(command -v nats-server || true)
for candidate in "$found" "$target" /usr/sbin/nats-server; do
  if [ -n "$candidate" ] && runs "$candidate"; then echo "$candidate"; exit 0; fi
done

mkdir -p "$directory"
work=$(mktemp -d "$directory/.install-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# A rename is atomic: whoever looks meanwhile, another install included, sees all of it or nothing.
publish() { mv -f "$1" "$target"; echo "$target"; }

if command -v go >/dev/null 2>&1; then
  echo "nats-server: building $version with Go, once" >&2
  if CGO_ENABLED=0 GOBIN="$work" go install "github.com/nats-io/nats-server/v2@$version" >"$work/log" 2>&1 && runs "$work/nats-server"; then
    publish "$work/nats-server"
    exit 0
  fi
  echo "nats-server: Go could not build it:" >&2
  tail -n 3 "$work/log" >&2
fi

# Only the file is wanted, not a service that starts with the machine: so unpacked, not installed.
if command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "nats-server: taking Debian's package" >&2
  fetch() { (cd "$work" && apt-get download -q nats-server >>"$work/log" 2>&1); }
  if { fetch || { apt-get update -q >>"$work/log" 2>&1 && fetch; }; } &&
    dpkg-deb -x "$work"/nats-server_*.deb "$work/package" && runs "$work/package/usr/sbin/nats-server"; then
    publish "$work/package/usr/sbin/nats-server"
    exit 0
  fi
  echo "nats-server: apt could not bring it:" >&2
  tail -n 3 "$work/log" >&2
fi

cat >&2 <<END
No nats-server was found, and none could be installed. Any one of these helps:
  1. Install Go (https://go.dev/dl) and run this script again.
  2. Install it by hand: https://docs.nats.io/running-a-nats-service/introduction/installation
     (brew install nats-server, apt install nats-server, …), onto the PATH or to
     $target
  3. Say where it is: TIDEMARK_NATS_SERVER=/path/to/nats-server, or use one that runs
     already: TIDEMARK_NATS_URL=nats://host:4222
The collector runs without it too: events then go to the store directly.
END
exit 1
