namespace AiOs;

/// <summary>Where a model's files come from, and what makes a client of them.</summary>
/// <param name="Source">Gives the source.</param>
/// <param name="Loader">Gives the loader.</param>
internal sealed record ModelInstall(Func<IServiceProvider, IModelSource> Source, Func<IServiceProvider, IModelLoader> Loader);
