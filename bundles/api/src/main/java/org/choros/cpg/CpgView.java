package org.choros.cpg;

import java.util.List;

/**
 * A group after a change.
 *
 * @param group the group
 * @param members all who are in it now
 * @param left those who went
 * @param joined those who came
 */
public record CpgView(String group, List<CpgMember> members, List<CpgChange> left, List<CpgChange> joined) {
    /**
     * @param group the group
     * @param members all who are in it now
     * @param left those who went
     * @param joined those who came
     */
    public CpgView {
        members = List.copyOf(members);
        left = List.copyOf(left);
        joined = List.copyOf(joined);
    }
}
