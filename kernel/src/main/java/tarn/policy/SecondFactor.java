package tarn.policy;

/** Whether codes of devices of multi-factor authentication are right: what IAM offers whoever asks for one. */
public interface SecondFactor {

    /**
     * Takes a code of a device of the caller's account that is enabled for one of its users; it then is not taken a second
     * time.
     *
     * @param serial the device's ARN
     * @return whether there is such a device and the code is right
     */
    boolean takes(String serial, String code);
}
