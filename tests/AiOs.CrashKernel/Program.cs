// Lets an agent with a child do things to the world, kills itself on the way, and goes on when it is started again.
// Usage: AiOs.CrashKernel FOLDER KILLAT [KEYS]: 0 to live; with a key file, everything is encrypted at rest. Prints the answer.
using System.Globalization;
using AiOs;

int killAt = int.Parse(args[1], CultureInfo.InvariantCulture);
Console.WriteLine(await CrashRun.RunAsync(args[0], killAt, keys: args.Length > 2 ? args[2] : null));
