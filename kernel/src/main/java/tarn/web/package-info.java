/**
 * What of S3's buckets the web sees beside AWS's API: cross-origin rules, websites, access logs. S3 offers it, the
 * gateway asks; it speaks the JDK's types only.
 */
@NullMarked
package tarn.web;

import org.jspecify.annotations.NullMarked;
