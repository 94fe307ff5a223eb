package tarn.services.glue.crawl;

import java.io.IOException;

/** A file says what it is, but its bytes are not that: cut short, damaged, or beyond what a crawl reads. */
final class Unreadable extends IOException {

    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
        super(why);
    }
}
