package tarn.services.glue.crawl;

import java.io.IOException;
import tarn.blobs.Content;

/** Where files lie that can be crawled. */
public interface Lake {

    /** The files below a prefix, by key. */
    Iterable<LakeFile> list(String bucket, String prefix) throws IOException;

    /** Opens a file for reading at any position. */
    Content open(LakeFile file) throws IOException;
}
