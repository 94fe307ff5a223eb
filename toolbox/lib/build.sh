# Builds what is stale and makes the AOT cache that lets Tarn start quickly.

state=$TARN_HOME/.tarn
dist=$TARN_HOME/server/target/tarn/lib
engine=$TARN_HOME/engines/trino/target/engine
stamp=$state/built
cache=$state/tarn.aot

# Flags of Tarn's own JVM. The vector module and the opened packages are what the SQL engine needs.
jvm_flags=(
  --add-modules=jdk.incubator.vector
  --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow
  -XX:+UseG1GC
  -Xms64m
  "-Xmx${TARN_HEAP:-2g}"
)

# The class path, always in the same order: the AOT cache is bound to it. The SQL engine's jars come after Tarn's own, so
# that the cache holds their classes too (decision 0031): of a library that both have Tarn's version counts, and where
# the engine's log goes is said by Tarn's.
class_path() {
  local jars=("$dist"/*.jar) jar
  for jar in "$engine"/lib/*.jar; do
    case $jar in */slf4j-jdk14-* | *'/*.jar') ;; *) jars+=("$jar") ;; esac
  done
  local IFS=:
  echo "${jars[*]}"
}

is_stale() {
  [ -f "$stamp" ] && [ -d "$dist" ] || return 0
  [ -n "$(cd "$TARN_HOME" && find pom.xml kernel wire services engines server \
    \( -name target -o -name test \) -prune -o \
    \( -name '*.java' -o -name pom.xml -o -path '*/src/main/*' \) -type f -newer "$stamp" -print -quit)" ]
}

# Builds everything that is needed to run, if a source is newer than the last build.
build() {
  is_stale || return 0
  mkdir -p "$state"
  local log=$state/build.log began=$SECONDS next=$state/built.$$
  touch "$next"
  progress "building…"
  if ! (cd "$TARN_HOME" && ./mvnw -B -Dmaven.test.skip=true -pl server,engines/trino -am package 2>&1) | tee "$log" |
    while IFS= read -r line; do
      if [[ $line =~ Building\ ([^ ]+)\ .*\[([0-9]+)/([0-9]+)\] ]]; then
        progress "building ${BASH_REMATCH[1]} (${BASH_REMATCH[2]} of ${BASH_REMATCH[3]})…"
      elif [[ $line == *"Downloading from"* && -n $wipe ]]; then
        progress "fetching ${line##*/}"
      fi
    done; then
    grep -E 'ERROR' "$log" | head -20 >&2
    fail "the build failed; the whole log is in $log"
  fi
  mv "$next" "$stamp"
  rm -f "$cache"
  finish "built in $((SECONDS - began)) s"
}

# Records a short run and keeps its loaded and linked classes, so that the next start skips that work.
make_cache() {
  [ -f "$cache" ] && return 0
  progress "preparing a quick start…"
  local log=$state/cache.log
  if ! "$JAVA_HOME/bin/java" "${jvm_flags[@]}" -XX:AOTCacheOutput="$cache" -Dtarn.engines="$engine" \
    -cp "$(class_path)" tarn.server.Main --ephemeral --port 0 --rehearse >"$log" 2>&1; then
    rm -f "$cache"
    progress "no quick start: the rehearsal failed, see $log"
    echo >&2
    return 0
  fi
  finish "prepared a quick start"
}
