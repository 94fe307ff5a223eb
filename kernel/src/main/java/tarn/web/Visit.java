package tarn.web;

import java.util.Map;

/**
 * A request to a website.
 *
 * @param bucket the bucket that is the website
 * @param method in upper case
 * @param path what follows the site's root, decoded, without a slash at its beginning
 * @param root the site's address without a slash at its end, such as {@code http://bucket.s3-website.localhost:4566}
 * @param headers by name in lower case
 * @param requestId shown on pages that tell of an error
 */
public record Visit(
        String bucket, String method, String path, String root, Map<String, String> headers, String requestId) {}
