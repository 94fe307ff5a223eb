package tarn.kernel;

import java.util.Optional;

/**
 * Makes and reads paging tokens. A token is opaque, signed, and bound to the operation and the account it was made for:
 * a token that was changed, or that belongs to another operation or account, reads as empty.
 */
public interface PagingTokens {

    /** A token that stands for a position in the answers of an operation, for the current caller. */
    String seal(String operation, byte[] position);

    /** The position a token stands for; empty if it is not one of ours for this operation and caller. */
    Optional<byte[]> open(String operation, String token);
}
