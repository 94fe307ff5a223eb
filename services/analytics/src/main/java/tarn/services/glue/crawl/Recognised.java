package tarn.services.glue.crawl;

/** What a classifier recognised, and how sure it is, from 0 to 1. */
record Recognised(FileSchema schema, double certainty) {

    boolean isCertain() {
        return certainty >= 1;
    }
}
