using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api;
using Parley.Server.Deployments;
using Parley.Server.Hosting;

namespace Parley.Server.Sockets;

/// <summary>Answers a start with <c>transport: websocket</c> (contract 1.2): nothing starts until the socket comes, with the token and the body that are given here.</summary>
internal sealed class SocketInvitations(AgentDirectory agents, ServiceNames services, SessionTokens tokens, PublicUrl publicUrl, IIdSource ids)
{
    private const int EmptyObject = 2;

    public IResult Invite(string agent, ValidStart start)
    {
        var body = JsonMarshal.GetRawUtf8Value(start.Body);
        if (body.Length > EmptyObject && agents.Get(agent).Deployment.Settings.WebSocketAuth is AgentOptions.NoAuth)
        {
            return ApiError.Bad("body: an agent with websocketAuth 'none' takes no body from a start, since anybody may open its socket with another; give it as ?body=").ToResult();
        }

        var (session, service) = (ids.NewId(), services.Of(agent));
        return TypedResults.Ok(new StartResponse(session)
        {
            Token = tokens.Issue(service, session),
            WsUrl = $"ws{publicUrl.Value["http".Length..]}/ws/generic/{service}",
            Body = body.Length > EmptyObject ? Convert.ToBase64String(body) : null,
        });
    }
}
