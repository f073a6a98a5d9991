package org.choros.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.choros.base.RingId;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;

/** Keeps what it hears. */
class Ear implements CpgListener {
    final List<CpgMessage> messages = new CopyOnWriteArrayList<>();
    final List<CpgView> views = new CopyOnWriteArrayList<>();
    final List<RingId> rings = new CopyOnWriteArrayList<>();

    @Override
    public void delivered(CpgMessage message) {
        messages.add(message);
    }

    @Override
    public void changed(CpgView view) {
        views.add(view);
    }

    @Override
    public void ring(RingId ringId, int[] members) {
        rings.add(ringId);
    }

    List<String> texts() {
        return messages.stream().map(m -> new String(m.bytes(), StandardCharsets.UTF_8)).toList();
    }

    List<CpgMember> members() {
        return views.isEmpty() ? List.of() : views.get(views.size() - 1).members();
    }
}
