# Finds JDK 25, beside whatever Java is the default, and exports it as JAVA_HOME.

# Whether a folder is a JDK of version 25 or later. Reads its release file; starts no JVM.
is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${version:-0}" -ge 25 ]
}

find_jdk() {
  local candidate on_path=''
  command -v javac >/dev/null 2>&1 && on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/*25* /usr/lib/jvm/* \
    "$HOME"/.sdkman/candidates/java/*25* "$HOME"/.jdks/*25* /opt/*jdk*25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if [ -n "$candidate" ] && is_jdk25 "$candidate"; then
      export JAVA_HOME=$candidate
      return
    fi
  done
  fail "JDK 25 is needed and was not found: install Eclipse Temurin 25 (adoptium.net, or 'apt install temurin-25-jdk', 'brew install temurin@25', 'sdk install java 25-tem') or point JAVA_HOME at one."
}
