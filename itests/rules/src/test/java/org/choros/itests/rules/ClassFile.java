package org.choros.itests.rules;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a class file names: the types of its constants, descriptors and signatures, and the methods it calls as
 * {@code type.method(descriptor)}. Read from the constant pool alone (JVM specification, 4.4).
 */
record ClassFile(String name, Set<String> types, Set<String> calls) {

    private static final int MAGIC = 0xCAFEBABE;
    private static final Pattern DESCRIPTOR = Pattern.compile("L([\\w$/]+)[;<]");

    static ClassFile read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        if (in.readInt() != MAGIC) {
            throw new IOException("no class file");
        }
        in.readInt();
        int count = in.readUnsignedShort();
        int[] tags = new int[count];
        int[] first = new int[count];
        int[] second = new int[count];
        String[] texts = new String[count];
        for (int i = 1; i < count; i++) {
            tags[i] = in.readUnsignedByte();
            switch (tags[i]) {
                case 1 -> texts[i] = in.readUTF();
                case 3, 4 -> in.readInt();
                case 5, 6 -> {
                    in.readLong();
                    i++; // takes two places
                }
                case 7, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
                case 9, 10, 11, 12, 17, 18 -> {
                    first[i] = in.readUnsignedShort();
                    second[i] = in.readUnsignedShort();
                }
                case 15 -> {
                    in.readUnsignedByte();
                    in.readUnsignedShort();
                }
                default -> throw new IOException("constant of tag " + tags[i]);
            }
        }
        in.readUnsignedShort();
        String name = texts[first[in.readUnsignedShort()]];
        Set<String> types = new TreeSet<>();
        Set<String> calls = new TreeSet<>();
        for (int i = 1; i < count; i++) {
            if (tags[i] == 7) {
                types.add(dotted(texts[first[i]]));
            } else if (tags[i] == 1) {
                Matcher m = DESCRIPTOR.matcher(texts[i]);
                while (m.find()) {
                    types.add(dotted(m.group(1)));
                }
            } else if (tags[i] == 10 || tags[i] == 11) {
                calls.add(dotted(texts[first[first[i]]]) + "." + texts[first[second[i]]] + texts[second[second[i]]]);
            }
        }
        return new ClassFile(dotted(name), types, calls);
    }

    private static String dotted(String internal) {
        return internal.replaceAll("^\\[+L?|;$", "").replace('/', '.');
    }
}
