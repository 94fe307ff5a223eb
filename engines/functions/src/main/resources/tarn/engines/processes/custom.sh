# Starts the executable that a custom runtime brings, from the code or from a layer.
for bootstrap in "$LAMBDA_TASK_ROOT/bootstrap" "$TARN_OPT/bootstrap"; do
    if [ -x "$bootstrap" ] && [ ! -d "$bootstrap" ]; then
        unset TARN_OPT
        exec "$bootstrap"
    fi
done
echo "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"
exit 127
