# What functions of Python find without bringing it, as on AWS: boto3 and what it needs.

# Lays boto3 out of Tarn's own Python environment into a folder of its own, once for each of its versions, and says which
# folder; says nothing where the environment has not been made. Links, not copies: it costs no room.
function_packages() {
  local site target name
  for site in "$TARN_HOME"/.tarn/venv/lib/python3*/site-packages; do
    [ -d "$site/boto3" ] || continue
    target=$TARN_HOME/.tarn/functions/$(basename "$(echo "$site"/boto3-*.dist-info)")
    if [ ! -f "$target/complete" ]; then
      mkdir -p "$target"
      for name in boto3 botocore s3transfer jmespath dateutil urllib3 six.py; do
        [ -e "$site/$name" ] && [ ! -e "$target/$name" ] &&
          { cp -al "$site/$name" "$target/$name" 2>/dev/null || cp -a "$site/$name" "$target/$name"; }
      done
      touch "$target/complete"
    fi
    echo "$target"
    return 0
  done
}
