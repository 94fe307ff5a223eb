package tarn.services.lambda;

import java.util.function.Consumer;
import tarn.kernel.Caller;

/** Takes what functions print to CloudWatch Logs. */
final class LogDelivery {

    /** Takes the lines of one log stream. */
    Consumer<String> to(Caller owner, String group, String stream) {
        return _ -> {};
    }
}
