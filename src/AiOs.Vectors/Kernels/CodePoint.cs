using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>What a code space needs of its query beside the codes.</summary>
/// <param name="Offset">What to take from the dot product, because codes are stored around <see cref="RowCodes.Center"/>.</param>
/// <param name="Factor">What a unit of the dot product is worth, the row's own step left out.</param>
/// <param name="Bias">What the dot product is taken from: 1 under cosine, the squared length of the query under Euclidean.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CodePoint(int Offset, float Factor, float Bias);
