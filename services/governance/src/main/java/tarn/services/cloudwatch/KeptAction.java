package tarn.services.cloudwatch;

import tarn.store.Format;
import tarn.store.Formats;

/**
 * An action that an alarm is to take.
 *
 * @param target the ARN of what is told
 * @param message as it is sent
 */
record KeptAction(String alarm, String target, String subject, String message) {

    static final Format<KeptAction> FORMAT = Formats.record(KeptAction.class);
}
