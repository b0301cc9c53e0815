using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;
using Parley.Server.Api.Webhooks;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Sessions.Legs;
using Parley.Server.Storage;

namespace Parley.Server.Api.Dialin;

/// <summary><c>POST /v1/dialin/pinlessCallUpdate</c>: moves a waiting caller into its room (contract 7.1).</summary>
internal sealed class PinlessEndpoints(PinlessCalls calls, IdentityStore identities)
{
    public async Task<IResult> UpdateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (wanted, wrong) = await DailyRequest.ReadAsync(request, Read, cancellationToken);
        if (wanted is null)
        {
            return wrong!.ToResult();
        }

        if (wanted.Domain != (await identities.GetAsync(cancellationToken)).DomainId)
        {
            return DailyError.NotFound(DialinTexts.NoCall).ToResult();
        }

        return await calls.PlaceAsync(wanted.CallId, wanted.Room, wanted.Endpoint, cancellationToken) switch
        {
            null => TypedResults.Ok(new PinlessCallUpdateDocument("true")),
            DialinTexts.NoCall => DailyError.NotFound(DialinTexts.NoCall).ToResult(),
            DialoutTexts.NoRoom => DailyError.NotFound($"sipUri: there is no room {wanted.Room}, or it has expired").ToResult(),
            var refusal => DailyError.Invalid(refusal).ToResult(),
        };
    }

    private static (Update? Wanted, DailyError? Error) Read(JsonElement json)
    {
        var fields = new FieldReader(json);
        var (callId, domain, address) = (ReadId("callId"), ReadId("callDomain"), fields.Text("sipUri"));
        if (!RoomSipAddress.TryParse(address, out var room, out var endpoint))
        {
            fields.Fail("sipUri must be the SIP address of a room: sip:room.index@domain");
        }

        return fields.Error is { } error ? (null, DailyError.Of(error)) : (new(callId, domain, room, endpoint), null);

        Guid ReadId(string name)
        {
            if (!Guid.TryParse(fields.Text(name), out var id))
            {
                fields.Fail($"{name} must be the one that the dial-in webhook was told");
            }

            return id;
        }
    }

    private sealed record Update(Guid CallId, Guid Domain, string Room, int Endpoint);
}
