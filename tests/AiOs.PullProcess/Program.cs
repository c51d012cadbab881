// Pulls one file into a cache, and prints the bytes that are there after every stretch; then waits to be told to leave.
// Usage: AiOs.PullProcess CACHE ADDRESS PATH SIZE SHA256
using System.Globalization;
using AiOs;

var manifest = new ModelManifest
{
    Id = "pulled",
    Files = [new ModelFile(args[2], long.Parse(args[3], CultureInfo.InvariantCulture), args[4])],
};
using var client = new HttpClient();
var cache = new FolderModelCache(args[0], new ModelCacheOptions { RetryDelay = TimeSpan.Zero, ReservedDiskBytes = 0 });
var source = new HttpModelSource(client, new Uri(args[1]));
await using var files = await cache.PullAsync(manifest, source, new Lines());
Console.WriteLine("done");
await Console.In.ReadLineAsync();
