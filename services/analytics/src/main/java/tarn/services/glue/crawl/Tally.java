package tarn.services.glue.crawl;

/** How much data there is. The records are estimated where not all was read. */
public record Tally(long objects, long bytes, long records) {

    static final Tally NOTHING = new Tally(0, 0, 0);

    Tally with(Tally other) {
        return new Tally(objects + other.objects, bytes + other.bytes, records + other.records);
    }

    /** The bytes of an average record, at least 1 where there is data. */
    public long averageRecordBytes() {
        return records == 0 ? 0 : Math.max(1, bytes / records);
    }
}
