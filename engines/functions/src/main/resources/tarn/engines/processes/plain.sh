# Starts a runtime where environments cannot be kept apart: what limits there are, and the variables.
# usage: plain.sh RUN DATA_KB GROUPS -- COMMAND...   (DATA_KB - sets no limit)
run=$1 data=$2 groups=$3
shift 4
for group in $groups; do
    echo 0 2>/dev/null >"$group/cgroup.procs"
done
ulimit -c 0
ulimit -n 1024
[ "$data" = - ] || ulimit -d "$data"
exec /bin/sh "$run/root/.tarn/start" "$@"
