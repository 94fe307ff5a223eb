package tarn.services.dynamodb;

/** Which write an item's present state comes from, so that the last of several regions' writers wins. */
final class Versions {

    /**
     * A write.
     *
     * @param number which grows with time over all regions
     * @param region where it was made
     */
    record Write(long number, String region) {}

    private Versions() {}
}
