package tarn.wire.gateway;

import java.util.Set;
import tarn.wire.http.WireRequest;
import tarn.wire.protocol.Call;

/**
 * Headers that S3 refuses where they have no place rather than pass over them: how an object is encrypted is said when it
 * is made, not when it is read or a part of it is sent.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">GetObject</a>
 */
final class Misplaced {

    private static final String ENCRYPTION = "x-amz-server-side-encryption";
    private static final Set<String> OPERATIONS = Set.of("GetObject", "HeadObject", "UploadPart");

    static void check(Call call, WireRequest request) {
        if (Doors.isS3(call.service())
                && OPERATIONS.contains(call.operation().name())
                && request.headers().first(ENCRYPTION).isPresent()) {
            throw Faults.headerMisplaced(ENCRYPTION);
        }
    }

    private Misplaced() {}
}
