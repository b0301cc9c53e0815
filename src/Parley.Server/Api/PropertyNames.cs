using System.Collections.Frozen;
using System.Text.Json;

namespace Parley.Server.Api;

/// <summary>A closed set of property names: unknown ones are refused, and the one that was probably meant is named.</summary>
internal sealed class PropertyNames(params string[] names)
{
    private const int MaxTypos = 3;

    private readonly FrozenSet<string> _names = names.ToFrozenSet();

    /// <summary>Looks for the first name that is not in the set.</summary>
    /// <param name="properties">The object.</param>
    /// <param name="owner">How to call it.</param>
    public ApiError? Check(JsonElement properties, string owner)
    {
        foreach (var property in properties.EnumerateObject())
        {
            if (!_names.Contains(property.Name))
            {
                var meant = names.MinBy(known => Distance(known, property.Name))!;
                var hint = Distance(meant, property.Name) <= MaxTypos ? $"; did you mean '{meant}'?" : "";
                return ApiError.Bad($"{owner} has the unknown property '{Shorten(property.Name)}'{hint}");
            }
        }

        return null;
    }

    private static string Shorten(string name) => name.Length <= 64 ? name : $"{name[..64]}...";

    /// <summary>How many letters to change, add or drop between the two (Levenshtein). Long names are far from everything.</summary>
    private static int Distance(string known, string given)
    {
        if (Math.Abs(known.Length - given.Length) > MaxTypos)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, given.Length + 1).ToArray();
        for (var i = 1; i <= known.Length; i++)
        {
            (var diagonal, row[0]) = (row[0], i);
            for (var j = 1; j <= given.Length; j++)
            {
                var change = diagonal + (known[i - 1] == given[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[given.Length];
    }
}
