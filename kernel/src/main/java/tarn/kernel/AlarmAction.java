package tarn.kernel;

/** What an alarm sets going in a service that has no operation for it, such as scaling. The service offers it. */
@FunctionalInterface
public interface AlarmAction {

    /**
     * An alarm has gone into a state for which it names an action.
     *
     * @param action the action's ARN
     * @param alarm the alarm's name
     * @throws tarn.delivery.UndeliverableException if there is no such action; anything else is tried again
     */
    void alarmed(String action, String alarm);
}
