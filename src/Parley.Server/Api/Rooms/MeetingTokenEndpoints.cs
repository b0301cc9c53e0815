using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;
using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Api.Rooms;

/// <summary><c>/v1/meeting-tokens</c>: tokens are made, and read (contract 4.5).</summary>
internal sealed class MeetingTokenEndpoints(MeetingTokens tokens, TimeProvider time)
{
    public async Task<IResult> CreateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await DailyBody.ReadAsync(request, mayBeEmpty: true, cancellationToken);
        if (!body.IsGood)
        {
            return body.Error.ToResult();
        }

        var fields = new FieldReader(body.Json);
        var given = fields.Object("properties");
        var properties = new TokenProperties { IsOwner = false };
        var wrong = fields.Error ?? (given is { } value ? TokenPropertiesReader.TryRead(value, time.GetUtcNow(), "properties.", isOwner: false, out properties) : null);
        if (wrong is not null)
        {
            return DailyError.Of(wrong).ToResult();
        }

        var token = await tokens.NewAsync(cancellationToken) with
        {
            Room = properties.Given.TryGetValue("room_name", out var room) ? room.GetString() : null,
            NotBefore = properties.NotBefore,
            Expires = properties.Expires,
            IsOwner = properties.IsOwner,
        };
        return TypedResults.Ok(new TokenDocument(await tokens.SignAsync(token, properties.Given, cancellationToken)));
    }

    public async Task<IResult> GetAsync(string token, IQueryCollection query, CancellationToken cancellationToken)
    {
        var read = await tokens.ReadAsync(token, room: null, ignoreNotBefore: new DailyQuery(query).Text("ignoreNbf") is "true", cancellationToken);
        return read.IsGood
            ? TypedResults.Json<IReadOnlyDictionary<string, JsonElement>>(Describe(read.Token), RoomApiJson.Default.IReadOnlyDictionaryStringJsonElement)
            : DailyError.Invalid($"the token is refused: {read.Error}").ToResult();
    }

    /// <summary>What the token says, by the long names.</summary>
    private static SortedDictionary<string, JsonElement> Describe(MeetingToken token)
    {
        var properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        Add("room_name", MeetingTokenClaims.Room);
        Add("exp", MeetingTokenClaims.Expires);
        Add("nbf", MeetingTokenClaims.NotBefore);
        Add("is_owner", MeetingTokenClaims.Owner);
        foreach (var (name, claim) in MeetingTokenClaims.ByProperty)
        {
            Add(name, claim);
        }

        return properties;

        void Add(string name, string claim)
        {
            if (token.Claims.TryGetProperty(claim, out var value))
            {
                properties[name] = value;
            }
        }
    }
}
