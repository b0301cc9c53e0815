using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>What was pressed at which menu on the way to a goal.</summary>
/// <param name="Name">The number or address.</param>
/// <param name="Goal">Where it leads.</param>
/// <param name="Steps">In order.</param>
public sealed record IvrRoute(string Name, string Goal, IReadOnlyList<IvrStep> Steps)
{
    /// <summary>Writes it as JSON, for people too.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, IvrRouteJson.Default.IvrRoute);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <returns><see langword="false"/> when it is no route.</returns>
    public static bool TryParse(string json, [NotNullWhen(true)] out IvrRoute? route)
    {
        try
        {
            route = JsonSerializer.Deserialize(json, IvrRouteJson.Default.IvrRoute);
        }
        catch (JsonException)
        {
            route = null;
        }

        if (route is not { Name: not null, Goal: not null, Steps: not null } || route.Steps.Any(step => step is not { Heard: not null, Keys: not null }))
        {
            route = null;
        }

        return route is not null;
    }
}

/// <summary>One menu.</summary>
/// <param name="Heard">What it said.</param>
/// <param name="Keys">What was pressed; empty for waiting.</param>
public sealed record IvrStep(string Heard, string Keys);

/// <summary>How routes are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(IvrRoute))]
internal sealed partial class IvrRouteJson : JsonSerializerContext;
