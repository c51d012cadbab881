// Works until it is killed, and prints a line for each thing that is done.
// Usage: AiOs.SecurityWriter audit LOG ANCHORS FIRST | keys FILE FIRST | reencrypt FILE | pins FILE FIRST
using System.Globalization;
using AiOs;

byte[] first = [.. Enumerable.Repeat((byte)1, 32)];
byte[] second = [.. Enumerable.Repeat((byte)2, 32)];
var wrapper = new LocalKeyWrapper("first", first);
switch (args)
{
    case ["audit", var path, var anchors, var start]:
        var options = new FileAuditLogOptions { Anchors = new FileAuditAnchorStore(anchors), FlushesToDisk = false };
        await using (var log = await FileAuditLog.OpenAsync(path, options))
        {
            for (int i = int.Parse(start, CultureInfo.InvariantCulture); ; i++)
            {
                await log.AppendAsync(new AuditRecord(
                    DateTimeOffset.UnixEpoch, new ProcessId(i), $"record {i}", SecurityVerdict.Allow("test", new string('x', i % 900)), SecurityLabel.User));
                Say(i);
            }
        }

    case ["keys", var path, var start]:
        await using (var keys = await KeyFile.OpenAsync(path, "tenant", wrapper))
        {
            for (int i = int.Parse(start, CultureInfo.InvariantCulture); ; i++)
            {
                var envelope = await RecordEnvelope.OpenAsync(keys, $"scope {i}");
                File.WriteAllBytes($"{path}.{i}", envelope.Seal(BitConverter.GetBytes(i), "record"));
                if (i % 5 == 4)
                {
                    await keys.ShredAsync([$"scope {i}"]);
                }

                if (i % 7 == 6)
                {
                    await keys.RotateAsync();
                }

                Say(i);
            }
        }

    case ["pins", var path, var start]:
        using (var pins = new FileToolPinStore(path))
        {
            for (int i = int.Parse(start, CultureInfo.InvariantCulture); ; i++)
            {
                pins.Approve(new ToolPin("server", $"tool {i}", new string('a', 64)));
                Say(i);
            }
        }

    case ["reencrypt", var path]:
        wrapper.Rotate("second", second);
        Say(0);
        await EncryptedFile.ReencryptAsync(path, new EncryptedFileOptions { Name = "model", ChunkBytes = 1024 }, wrapper);
        Say(1);
        return 0;
    default:
        return 2;
}

static void Say(int number)
{
    Console.Out.WriteLine(number);
    Console.Out.Flush();
}
