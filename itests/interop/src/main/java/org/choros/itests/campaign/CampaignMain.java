package org.choros.itests.campaign;

import java.util.List;

import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;

/** The campaign for people: status 0 after a success, 1 when something did not hold, 2 when it cannot be made here. */
public final class CampaignMain {
    private static final int CANNOT = 2;

    private CampaignMain() {
    }

    /**
     * @param args see {@link Options#parse}
     */
    public static void main(String[] args) {
        String missing = Lab.unavailable();
        Options options = null;
        try {
            options = Options.parse(List.of(args));
            if (missing == null && options.kinds().contains(Kind.C)) {
                missing = Lab.peerUnavailable();
            }
        } catch (IllegalArgumentException e) {
            missing = e.getMessage();
        }
        if (missing != null) {
            System.err.println(missing);
            System.exit(CANNOT);
        }
        System.exit(Campaign.run(options, System.out).isEmpty() ? 0 : 1);
    }
}
