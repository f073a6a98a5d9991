package org.choros.availability;

import org.choros.base.ChorosException;
import org.choros.base.CsError;

/**
 * What has come of asking for an operation.
 *
 * @param error OK when it is ordered; TRY_AGAIN when it may be possible later, NOT_EXIST when there is no such thing,
 *            INVALID_PARAM, BAD_OPERATION or NO_RESOURCES when it cannot be done
 * @param text why it cannot be done, or what one may not expect of it, for people; may be empty
 */
public record OperationOutcome(CsError error, String text) {
    /** @return whether all nodes have it in its order */
    public boolean ordered() {
        return error == CsError.OK;
    }

    /**
     * @return this, when it is ordered
     * @throws ChorosException when it cannot be done, with the reason
     */
    public OperationOutcome orThrow() throws ChorosException {
        if (!ordered()) {
            throw new ChorosException(error, text);
        }
        return this;
    }
}
