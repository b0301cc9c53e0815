using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Deployments;
using Parley.Server.Hosting;

namespace Parley.Server.Api.Agents;

/// <summary>Reads and checks a request to create or change an agent (contract 2.2), and collects all that is wrong with it.</summary>
internal sealed class AgentRequestReader
{
    public const int ShortestSession = 60;
    public const int LongestSession = 14_400;
    private const int MaxNameLength = 54;
    private const int MaxReplicas = 100_000;

    private readonly List<InvalidParameter> _issues = [];
    private readonly JsonElement _body;

    private AgentRequestReader(JsonElement body) => _body = body;

    /// <summary>The name in the body; empty when there is none.</summary>
    public string ServiceName { get; private set; } = "";

    /// <summary>What is to be changed.</summary>
    public AgentChange Change { get; private set; } = new();

    /// <summary>The region asked for, if one was.</summary>
    public string? Region { get; private set; }

    /// <summary>Whether it names an image, or a build that makes one.</summary>
    public bool HasImage { get; private set; }

    /// <summary>Whether it names both.</summary>
    public bool HasImageAndBuild { get; private set; }

    /// <summary>The refusal; <see langword="null"/> when all is well.</summary>
    public IResult? Refusal => _issues.Count == 0 ? null : InvalidParameters.ToResult(_issues, "GENERIC_BAD_REQUEST");

    /// <summary>Reads the body. <paramref name="named"/> says whether the name must be in it.</summary>
    public static AgentRequestReader Read(JsonElement body, bool named)
    {
        var reader = new AgentRequestReader(body);
        try
        {
            reader.ReadAll(named);
        }
        catch (InvalidOperationException)   // How JsonElement refuses to turn half a surrogate pair into text.
        {
            reader.Fail([], "A name or a string in the request has an incomplete \\u escape (half of a surrogate pair)");
        }

        return reader;
    }

    private static bool IsName(string name)
        => name.Length is >= 2 and <= MaxNameLength
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name[0] != '-' && name[^1] != '-';

    private void ReadAll(bool named)
    {
        ServiceName = Text(_body, [], "serviceName") ?? "";
        if (named && !IsName(ServiceName))
        {
            Fail(["serviceName"], $"Expected 2 to {MaxNameLength} small letters, digits and inner hyphens");
        }

        var (image, build, pull) = (Text(_body, [], "image"), Text(_body, [], "buildId"), Text(_body, [], "imagePullSecretSet"));
        (HasImage, HasImageAndBuild) = (image is not null || build is not null || pull is not null, image is not null && build is not null);
        Region = Text(_body, [], "region");
        OneOf("nodeType", "arm", "intel");
        var socketAuth = OneOf("websocketAuth", AgentOptions.NoAuth, AgentOptions.TokenAuth);
        OneOf("agentProfile", "agent-1x", "agent-2x", "agent-3x", "in-process");
        Flag("enableKrisp");
        if (Object("krispViva") is { } krisp && Text(krisp, ["krispViva"], "audioFilter") is not null)
        {
            Fail(["krispViva", "audioFilter"], "This server has no such noise filter; leave it out");
        }

        var scaling = Object("autoScaling");
        var (least, most) = (Replicas(scaling, 0, "minAgents", "minReplicas"), Replicas(scaling, 1, "maxAgents", "maxReplicas"));
        if (least > most)
        {
            Fail(["autoScaling", "minAgents"], "Expected no more than maxAgents");
        }

        Change = new()
        {
            MinAgents = least,
            MaxAgents = most,
            MaxSessionDuration = Integer(_body, [], "maxSessionDuration", ShortestSession, LongestSession) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            SecretSet = Text(_body, [], "secretSet"),
            WebSocketAuth = socketAuth,
            ForceRedeploy = Flag("forceRedeploy") ?? false,
        };
        if (Change.SecretSet is { } set && !Secrets.SecretNames.IsSetName(set))
        {
            Fail(["secretSet"], Secrets.SecretNames.Expected);
        }
    }

    private int? Replicas(JsonElement? scaling, int minimum, params ReadOnlySpan<string> names)
    {
        int? found = null;
        foreach (var name in names)
        {
            found ??= scaling is { } value ? Integer(value, ["autoScaling"], name, minimum, MaxReplicas) : null;
        }

        return found;
    }

    private string? Text(JsonElement owner, string[] path, string name)
        => Find(owner, path, name, "a string of at most 512 characters", v => v.ValueKind is JsonValueKind.String && v.GetString()!.Length <= 512)?.GetString();

    private bool? Flag(string name) => Find(_body, [], name, "true or false", v => v.ValueKind is JsonValueKind.True or JsonValueKind.False)?.GetBoolean();

    private JsonElement? Object(string name) => Find(_body, [], name, "an object", v => v.ValueKind is JsonValueKind.Object);

    private string? OneOf(string name, params string[] choices)
        => Find(_body, [], name, $"one of {string.Join(", ", choices)}", v => v.ValueKind is JsonValueKind.String && choices.Contains(v.GetString()))?.GetString();

    private int? Integer(JsonElement owner, string[] path, string name, int minimum, int maximum)
        => Find(
            owner, path, name, $"a whole number from {minimum} to {maximum}",
            v => v.ValueKind is JsonValueKind.Number && v.TryGetInt32(out var number) && number >= minimum && number <= maximum)?.GetInt32();

    private JsonElement? Find(JsonElement owner, string[] path, string name, string expected, Func<JsonElement, bool> fits)
    {
        if (!owner.TryGetProperty(name, out var found) || found.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (fits(found))
        {
            return found;
        }

        Fail([.. path, name], $"Expected {expected}, received {found.Describe()}");
        return null;
    }

    private void Fail(string[] path, string message) => _issues.Add(new("invalid_type", path, message));
}
