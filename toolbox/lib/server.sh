# Finds running servers: each has a file .tarn/run/PORT that holds its process id.

run=$TARN_HOME/.tarn/run

# The port named by --port or TARN_PORT among the arguments, else 4566.
port_of() {
  local port=${TARN_PORT:-4566}
  while [ $# -gt 0 ]; do
    case $1 in
      --port) port=${2:-} ;;
      --port=*) port=${1#*=} ;;
    esac
    shift
  done
  echo "$port"
}

# The process id of the server on a port, if it is alive.
pid_on() {
  local pid
  [ -f "$run/$1" ] && pid=$(cat "$run/$1") && kill -0 "$pid" 2>/dev/null && echo "$pid"
}

# Who encrypts objects on a port: tarn or disk.
encryption_on() {
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET /_tarn/health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
  timeout 5 cat <&3 | sed -n 's/.*"encryption" *: *"\([a-z]*\)".*/\1/p'
  exec 3>&-
} 2>/dev/null

# Whether the server on a port answers.
answers() {
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET /_tarn/health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
  local status
  IFS= read -r -t 5 status <&3
  exec 3>&-
  [[ $status == *" 200"* ]]
} 2>/dev/null
