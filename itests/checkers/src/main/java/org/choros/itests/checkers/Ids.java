package org.choros.itests.checkers;

import java.util.Arrays;
import java.util.StringJoiner;

/** Sets of node ids as sorted arrays. */
final class Ids {
    private Ids() {
    }

    static int[] sorted(int[] ids) {
        int[] copy = ids.clone();
        Arrays.sort(copy);
        return copy;
    }

    static boolean contains(int[] sorted, int id) {
        return Arrays.binarySearch(sorted, id) >= 0;
    }

    static boolean disjoint(int[] a, int[] b) {
        for (int id : a) {
            if (contains(b, id)) {
                return false;
            }
        }
        return true;
    }

    static String text(int[] ids) {
        StringJoiner text = new StringJoiner(" ", "{", "}");
        for (int id : ids) {
            text.add(Integer.toUnsignedString(id));
        }
        return text.toString();
    }
}
