// Lets an agent do things to the world, kills itself on the way, and goes on when it is started again. Prints the answer.
// Usage: AiOs.CrashKernel FOLDER KILLAT [KEYS]: 0 to live; with a key file, everything is encrypted at rest.
//        AiOs.CrashKernel FOLDER KILLAT look SEED: an agent whose turn runs ahead of the disk.
using System.Globalization;
using AiOs;

int killAt = int.Parse(args[1], CultureInfo.InvariantCulture);
Console.WriteLine(args is [_, _, "look", var seed]
    ? await LookingRun.RunAsync(args[0], killAt, int.Parse(seed, CultureInfo.InvariantCulture))
    : await CrashRun.RunAsync(args[0], killAt, keys: args.Length > 2 ? args[2] : null));
