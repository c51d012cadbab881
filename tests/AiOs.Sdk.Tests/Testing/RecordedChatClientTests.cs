using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class RecordedChatClientTests
{
    [Fact]
    public async Task AReplay_GivesWhatWasRecorded_WithoutTheModel()
    {
        string path = Path.GetTempFileName();
        try
        {
            using (var recorder = RecordedChatClient.Record(new ScriptedChatClient(ScriptedChatClient.Text("one"), ScriptedChatClient.Text("two")), path))
            {
                await recorder.GetResponseAsync("first");
                await recorder.GetResponseAsync("second");
            }

            using var replay = RecordedChatClient.Replay(path);
            Assert.Equal("two", (await replay.GetResponseAsync("second")).Text);
            Assert.Equal("one", (await replay.GetResponseAsync("first")).Text);
            await Assert.ThrowsAnyAsync<Exception>(() => replay.GetResponseAsync("never recorded"));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
