import AsyncHTTPClient

