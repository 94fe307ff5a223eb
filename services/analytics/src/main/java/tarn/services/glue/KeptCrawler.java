package tarn.services.glue;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Crawler;

/**
 * A crawler as it is kept.
 *
 * @param definition what was configured, and the last crawl's outcome; its state is told by the other components
 * @param crawl the id of the crawl under way; null if there is none
 * @param stopping whether that crawl was told to end
 */
record KeptCrawler(Crawler definition, @Nullable String crawl, boolean stopping) {

    String name() {
        return definition.name();
    }

    KeptCrawler with(Crawler next) {
        return new KeptCrawler(next, crawl, stopping);
    }
}
