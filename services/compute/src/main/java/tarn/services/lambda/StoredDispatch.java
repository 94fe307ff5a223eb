package tarn.services.lambda;

import java.util.Map;

/**
 * What became of an event, on its way to a destination.
 *
 * @param role as which it is sent
 * @param function the function's ARN
 * @param message what is sent
 * @param attributes of a dead letter; empty for a destination's record
 * @param detailType of an event for EventBridge
 */
record StoredDispatch(
        String destination,
        String role,
        String function,
        String message,
        Map<String, String> attributes,
        String detailType) {}
