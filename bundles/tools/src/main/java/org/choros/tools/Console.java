package org.choros.tools;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Standard output, error and input of a tool, as bytes; values of the map need not be text. */
final class Console {
    private static final int BUFFER = 8192;

    private final OutputStream out;
    private final OutputStream err;
    private final InputStream in;
    private boolean gone;

    Console(OutputStream out, OutputStream err, InputStream in) {
        this.out = out;
        this.err = err;
        this.in = in;
    }

    static Console standard() {
        return new Console(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                new FileOutputStream(FileDescriptor.err), System.in);
    }

    /** One whose output goes nowhere and whose input is empty. */
    static Console silent() {
        return new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(),
                InputStream.nullInputStream());
    }

    Console print(String text) {
        return print(text.getBytes(StandardCharsets.UTF_8));
    }

    Console print(byte[] bytes) {
        write(out, bytes);
        return this;
    }

    Console println(String text) {
        return print(text).print("\n");
    }

    /** Writes a line to standard error, after what was printed before it. */
    void error(String line) {
        errorText(line + "\n");
    }

    /** Writes lines to standard error, after what was printed before them. */
    void errorText(String lines) {
        flush();
        write(err, lines.getBytes(StandardCharsets.UTF_8));
    }

    InputStream in() {
        return in;
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            gone = true;
        }
    }

    /** Whether our reader has left. */
    boolean gone() {
        return gone;
    }

    private void write(OutputStream to, byte[] bytes) {
        try {
            to.write(bytes);
        } catch (IOException e) {
            // the reader of our output has left: the caller may look, nobody else can be told
            gone = true;
        }
    }
}
