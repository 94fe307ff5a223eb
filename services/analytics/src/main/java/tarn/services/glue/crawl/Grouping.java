package tarn.services.glue.crawl;

/**
 * What a crawler's configuration says about grouping.
 *
 * @param combineCompatible {@code TableGroupingPolicy: CombineCompatibleSchemas}: one table of all that has one format,
 *     however different the columns
 * @param tableLevel {@code TableLevelConfiguration}: the level at which each folder is a table, the bucket being 1; 0
 *     leaves it to the crawler
 */
public record Grouping(boolean combineCompatible, int tableLevel) {

    /** What a crawler does unless told otherwise. */
    public static final Grouping USUAL = new Grouping(false, 0);
}
