package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a history.
 *
 * @param timeNs when
 * @param name what
 * @param fields the rest
 * @param where file and line, for messages
 */
record HistoryEvent(long timeNs, String name, String[] fields, String where) {
    static HistoryEvent parse(String line, String where) {
        String[] words = line.split(" ");
        try {
            String[] fields = new String[words.length - 2];
            System.arraycopy(words, 2, fields, 0, fields.length);
            return new HistoryEvent(Long.parseLong(words[0]), words[1], fields, where);
        } catch (NumberFormatException | NegativeArraySizeException e) {
            throw new IllegalArgumentException(where + ": not an event: " + line, e);
        }
    }

    int id(int at) {
        return Integer.parseUnsignedInt(fields[at]);
    }

    long hex(int at) {
        return Long.parseUnsignedLong(fields[at], 16);
    }

    private String[] list(int at) {
        String inside = fields[at].substring(1, fields[at].length() - 1);
        return inside.isEmpty() ? new String[0] : inside.split(",");
    }

    int[] ids(int at) {
        String[] list = list(at);
        int[] ids = new int[list.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Integer.parseUnsignedInt(list[i]);
        }
        return ids;
    }

    private static Address address(String text) {
        int colon = text.indexOf(':');
        return new Address(Integer.parseUnsignedInt(text.substring(0, colon)),
                Integer.parseUnsignedInt(text.substring(colon + 1)));
    }

    private List<CpgView.Change> changes(int at) {
        List<CpgView.Change> all = new ArrayList<>();
        for (String entry : list(at)) {
            int slash = entry.indexOf('/');
            all.add(new CpgView.Change(address(entry.substring(0, slash)), Reason.valueOf(entry.substring(slash + 1))));
        }
        return all;
    }

    CpgView view(int at) {
        List<Address> members = new ArrayList<>();
        for (String entry : list(at)) {
            members.add(address(entry));
        }
        return new CpgView(members, changes(at + 1), changes(at + 2));
    }

    boolean isOfClient() {
        return switch (name) {
            case "opened", "leaving", "closed", "sent", "delivered", "view", "ring" -> true;
            default -> false;
        };
    }
}
