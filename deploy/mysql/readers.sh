#!/usr/bin/env bash
# Prints the statements that make the logins that only read: `reader` for Grafana and Redash, `exporter` for
# mysqld-exporter. Repeating them renews the passwords, which come from the files mysql_reader_password and
# mysql_exporter_password of the folder SECRETS. MySQL's image runs this when it makes its data directory (then they go to
# the server at once); for a database that is there already, or is somebody else's:
#   SECRETS=FOLDER deploy/mysql/readers.sh | mysql -h HOST -u root -p

jobspider_readers() {
  local folder=${SECRETS:-/run/secrets} database=${MYSQL_DATABASE:-jobspider} login password
  for login in reader exporter; do
    password=$(<"$folder/mysql_${login}_password") || return 1
    # Nothing that could end the quotes below.
    if ! [[ $password =~ ^[A-Za-z0-9_-]{16,}$ ]]; then
      echo "$folder/mysql_${login}_password: give 16 or more letters, digits, - and _, as 'openssl rand -hex 24' makes" >&2
      return 1
    fi
    echo "CREATE USER IF NOT EXISTS '$login'@'%' IDENTIFIED BY '$password';"
    echo "ALTER USER '$login'@'%' IDENTIFIED BY '$password';"
  done
  # Keys of the API are stored as hashes, addresses of alerts sealed (JOBSPIDER_SECRET): the reader sees no secret.
  echo "GRANT SELECT ON \`$database\`.* TO 'reader'@'%';"
  echo "GRANT PROCESS, REPLICATION CLIENT ON *.* TO 'exporter'@'%';"
  echo "GRANT SELECT ON performance_schema.* TO 'exporter'@'%';"
}

if declare -F docker_process_sql >/dev/null; then
  statements=$(jobspider_readers) && docker_process_sql <<<"$statements"
else
  jobspider_readers
fi
