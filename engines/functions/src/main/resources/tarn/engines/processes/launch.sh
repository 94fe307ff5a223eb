# The first process of an environment, still with the engine's rights: joins its control groups, builds its file system
# inside of its own mount namespace, and starts the runtime as the environment's user.
# usage: launch.sh RUN USER DATA_KB GROUPS -- COMMAND...   (USER - stays who it is; DATA_KB - sets no limit)
run=$1 user=$2 data=$3 groups=$4
shift 5
for group in $groups; do
    echo 0 2>/dev/null >"$group/cgroup.procs"
done
mount --all --fstab "$run/fstab" || exit 71
ulimit -c 0
ulimit -n 1024
[ "$data" = - ] || ulimit -d "$data"
if [ "$user" = - ]; then
    chroot "$run/root" setpriv --no-new-privs --bounding-set -all --inh-caps -all /bin/sh /.tarn/start "$@"
else
    ulimit -p 1024
    chroot "$run/root" setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --bounding-set -all \
        --inh-caps -all /bin/sh /.tarn/start "$@"
fi
exit $?
