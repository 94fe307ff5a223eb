package tarn.wire.gateway;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.policy.Enforcement;

/** What can be done to a running Tarn as a whole. */
public interface Control {

    /**
     * Forgets everything that is kept, or what belongs to one account or one service.
     *
     * @param service the service's name, such as {@code glue}; null for all
     * @param account the account; null for all
     */
    void reset(@Nullable String service, @Nullable String account);

    /** The state of each engine by its name, such as {@code sql: not started}. */
    Map<String, String> engines();

    /** Who encrypts what is stored without a wish of its own: {@code tarn}, or {@code disk} where that is left to it. */
    default String encryption() {
        return "tarn";
    }

    /** In which accounts signatures are verified and policies decide. */
    default Enforcement enforcement() {
        return Enforcement.OFF;
    }

    /** When this process started, by the machine's clock. */
    Instant started();

    /** The version that runs. */
    String version();
}
