#!/bin/sh
# Runs commands, one a line of a file, with the tools of one folder, and writes down what each of them says.
# Usage: run.sh FOLDER FILE
folder=$1
out=$(mktemp)
err=$(mktemp)
while IFS= read -r line; do
    echo "### $line"
    eval "set -- $line"
    "$folder/$@" </dev/null >"$out" 2>"$err"
    status=$?
    # a usage names the tool as it was called
    sed "s#$folder/##g" "$out"
    if [ -s "$err" ]; then
        echo "--- errors"
        sed "s#$folder/##g" "$err"
    fi
    echo "--- status $status"
done <"$2"
rm -f "$out" "$err"
