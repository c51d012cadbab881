namespace AiOs;

/// <summary>What a file of a model is, by its content.</summary>
public enum ModelFileFormat
{
    /// <summary>Tensors with a JSON header, and nothing that runs.</summary>
    Safetensors = 0,

    /// <summary>Tensors with typed metadata, as llama.cpp reads them, and nothing that runs.</summary>
    Gguf = 1,

    /// <summary>JSON.</summary>
    Json = 2,

    /// <summary>Other UTF-8 text, such as a licence, a model card or merges.</summary>
    Text = 3,
}
