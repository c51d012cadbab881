// Appends pages to a store until it is killed, and prints each batch's number once the store has acknowledged it.
// Usage: AiOs.CrashWriter PATH FIRST PAGES: batches begin at FIRST and hold PAGES pages each.
using System.Globalization;
using AiOs;
using Microsoft.Extensions.AI;

string path = args[0];
int first = int.Parse(args[1], CultureInfo.InvariantCulture);
int pages = int.Parse(args[2], CultureInfo.InvariantCulture);

await using var store = new SqlitePageStore(path);
for (int batch = first; ; batch++)
{
    var entries = new List<PageLogEntry>();
    for (int page = 0; page < pages; page++)
    {
        var draft = new PageDraft
        {
            Messages = [new ChatMessage(ChatRole.User, $"batch {batch} page {page} " + new string('x', 300))],
            Time = DateTimeOffset.UnixEpoch,
            Key = $"{batch}/{page}",
        };
        entries.Add(new PageAppended(Page.Create(draft, "", default), IsPinned: page == 0));
    }

    await store.AppendAsync("crash", entries);
    Console.Out.WriteLine(batch);
    Console.Out.Flush();
}
